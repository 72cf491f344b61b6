"""The logo of an invented clinic: a cross in a ring, black on white."""

import base64
import io

from PIL import Image, ImageDraw


def _drawn() -> str:
    picture = Image.new("1", (160, 160), 1)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((4, 4, 155, 155), outline=0, width=10)
    pen.rectangle((66, 36, 93, 123), fill=0)
    pen.rectangle((36, 66, 123, 93), fill=0)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


LOGO = _drawn()
