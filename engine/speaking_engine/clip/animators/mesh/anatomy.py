"""Landmark numbers of the MediaPipe v2 mesh that the animator names; left and right are the viewer's."""

from __future__ import annotations

# Inner edges of the lips, left corner to right corner.
LIP_UPPER_INNER = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308]
LIP_LOWER_INNER = [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308]
# Outer edges of the lips, left corner to right corner.
LIP_UPPER_OUTER = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291]
LIP_LOWER_OUTER = [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291]
LIP_CORNERS = (61, 291)

# Lids, outer to inner corner on the left, inner to outer on the right: left to right in the picture.
LEFT_LID_UPPER = [33, 246, 161, 160, 159, 158, 157, 173, 133]
LEFT_LID_LOWER = [33, 7, 163, 144, 145, 153, 154, 155, 133]
LEFT_CREASE = [130, 247, 30, 29, 27, 28, 56, 190, 243]
LEFT_UNDER_BROW = [226, 113, 225, 224, 223, 222, 221, 189, 244]
RIGHT_LID_UPPER = [362, 398, 384, 385, 386, 387, 388, 466, 263]
RIGHT_LID_LOWER = [362, 382, 381, 380, 374, 373, 390, 249, 263]
RIGHT_CREASE = [463, 414, 286, 258, 257, 259, 260, 467, 359]
RIGHT_UNDER_BROW = [464, 413, 441, 442, 443, 444, 445, 342, 446]

LEFT_BROW = [70, 63, 105, 66, 107, 46, 53, 52, 65, 55]
RIGHT_BROW = [336, 296, 334, 293, 300, 285, 295, 282, 283, 276]

EYE_OUTER = (33, 263)
EARS = (234, 454)
FOREHEAD, CHIN, NOSE_TIP, NOSE_BASE = 10, 152, 1, 2
CHEEKS = [50, 101, 118, 123, 187, 205, 280, 330, 347, 352, 411, 425]
OVAL = [
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
]  # fmt: skip
