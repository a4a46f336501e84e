"""One file per detector; `find` asks them all and fuses what they say."""
