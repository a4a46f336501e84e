"""Gives a face in a picture the head it belongs to, in three dimensions.

    head = load_head()                         the model: who it can be, what it can do     (model.py)
    fitted = fit_face(face)                    that head, laid on one painted face          (fit.py)
    fitted.points_px                           its vertices in the picture, (V, 3)
    fitted.moved({"jawOpen": 0.4}, yaw_deg=3)  how far each moves, (V, 3) pixels
    fitted.unit_px, fitted.arm_px              the same, to be combined for each frame by yourself
    fitted.silhouette()                        its outline in the picture
    rasterise(points, triangles, w, h)         which triangle is seen where                 (raster.py)

Head space has its origin between the ears: centimetres, x to the right of the picture, y down, z away from
the viewer, for a head that looks at the viewer. A turn of the head is a rotation about that origin. Pixels
have their origin top left. "Left" and "right" in names of units and regions are the sitter's, as in ARKit.
"""
