"""Words that stand for numbers, so that two people can compare a fingerprint by reading it to each other.

The words are plain and short, no two begin with the same four letters or are within two slips of the pen
of each other. Their order is part of the wire: both ends must say the same.
"""

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

FINGERPRINT_BYTES: Final = 6
"""48 bits: whoever wants a certificate of their own with the same words has to make some 10^14 of them."""


def fingerprint(pin: str) -> str:
    """The first 48 bits of a pin (hex) as six words.

    Raises:
        ValueError: that is no pin.
    """
    first = bytes.fromhex(pin)[:FINGERPRINT_BYTES]
    if len(first) < FINGERPRINT_BYTES:
        raise ValueError("a pin has 32 bytes")
    return " ".join(WORDS[byte] for byte in first)
