"""Words that stand for numbers, so that two people can compare a fingerprint by reading it to each other.

The words are plain and short, no two begin with the same four letters or are within two slips of the pen
of each other. Their order is part of the wire: both ends must say the same.
"""

import hashlib
from functools import cache
from typing import Final

_WORDS: Final = """
acorn album almond alphabet amber anchor apple apricot arrow atlas autumn avocado bakery balloon bamboo
banana barn basket bench bicycle biscuit blossom bottle bowl breeze brick bridge broccoli brush bubble
buffalo butter cabbage cabin cactus calendar camel candle canyon carpet cheese cherry chestnut chimney
cinnamon circle cliff cloud clover coconut coffee cookie copper coral cotton cricket cucumber curtain daisy
daylight desert desk diamond dinner dolphin domino donkey dragon drum eagle earth elbow elephant elevator
emerald engine envelope fabric falcon farmer feather festival fiddle field fish flag flute forest fountain
fruit galaxy garden garlic giraffe glacier goat grape guitar hammock harvest hedgehog helmet hippo horse
hotel iceberg igloo indigo iron island ivory jasmine jelly jewel jigsaw juice jungle kangaroo ketchup
keyboard kitchen kite koala ladder lagoon lake lantern leaf lemon library lily lizard lotus magazine magnet
mailbox mango marble meadow meteor mint mirror mitten morning muffin museum music mustard napkin nectar
needle nickel notebook nutmeg oasis ocean octopus office olive onion opera orange orchid ostrich oyster
palace pancake panda paper parsley passport peacock pearl pelican pencil penguin piano pigeon pillow planet
pocket pony postman potato pumpkin puzzle pyramid rabbit radio rainbow raisin raven recipe ribbon robot ruby
sailor salad sandwich scissors scooter sheep shirt silver slipper snail sofa spider spinach spoon spring
squash squirrel stamp statue stork straw sugar summer sunset swan syrup tablet teapot temple tennis thunder
tiger tortoise tractor train trousers trumpet tulip tunnel turtle umbrella uniform valley vanilla village
vinegar violin volcano walnut whale wheat whistle window wood workshop wrist yacht yogurt zebra zigzag
"""

WORDS: Final = tuple(_WORDS.split())
"""256 words, one for each byte."""

_PIN_BYTES: Final = 32
FINGERPRINT_BYTES: Final = 6
_SLOWLY: Final = {"n": 2**14, "r": 8, "p": 1}
"""16 MiB and some 50 ms for each. Of SHA-256 alone a graphics card tries all 48 bits in four hours, for any
change to a certificate's last bytes is another try: stations do not look at who signed it."""


@cache
def fingerprint(pin: str) -> str:
    """A pin (hex) as six words: 48 bits of what scrypt (RFC 7914) makes of it.

    Raises:
        ValueError: that is no pin.
    """
    raw = bytes.fromhex(pin)
    if len(raw) != _PIN_BYTES:
        raise ValueError("a pin has 32 bytes")
    slow = hashlib.scrypt(raw, salt=b"nextpatient fingerprint", dklen=FINGERPRINT_BYTES, **_SLOWLY)
    return " ".join(WORDS[byte] for byte in slow)
