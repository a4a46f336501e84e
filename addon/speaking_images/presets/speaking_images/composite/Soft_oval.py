import bpy

found = bpy.context.scene.speaking_shown

found.shape = "ellipse"
found.own_feather_px = True
found.feather_px = 60.0
found.blend = 1.0
