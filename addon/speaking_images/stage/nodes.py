"""Nodes of shader trees: arithmetic on their sockets, written as arithmetic, and pictures."""

from __future__ import annotations

import bpy


class Term:
    """One output socket of a shader tree; operators add Math nodes."""

    def __init__(self, tree: bpy.types.NodeTree, socket: bpy.types.NodeSocket) -> None:
        self.tree = tree
        self.socket = socket

    def math(self, operation: str, *others: Operand) -> Term:
        """Add a Math node with this term as its first operand."""
        node = self.tree.nodes.new("ShaderNodeMath")
        node.operation = operation
        for place, operand in enumerate((self, *others)):
            connect(self.tree, operand, node.inputs[place])
        return Term(self.tree, node.outputs[0])

    def __add__(self, other: Operand) -> Term:
        return self.math("ADD", other)

    def __sub__(self, other: Operand) -> Term:
        return self.math("SUBTRACT", other)

    def __mul__(self, other: Operand) -> Term:
        return self.math("MULTIPLY", other)

    def __truediv__(self, other: Operand) -> Term:
        return self.math("DIVIDE", other)

    def __abs__(self) -> Term:
        return self.math("ABSOLUTE")

    def at_least(self, other: Operand) -> Term:
        """Return the larger of the two."""
        return self.math("MAXIMUM", other)

    def at_most(self, other: Operand) -> Term:
        """Return the smaller of the two."""
        return self.math("MINIMUM", other)

    def equals(self, other: float) -> Term:
        """Return 1 where the two are equal within 0.5, else 0."""
        return self.math("COMPARE", other, 0.5)

    def or_if(self, condition: Term, other: Term) -> Term:
        """Return `other` where `condition` is 1, this where it is 0; both must be finite."""
        return self + (other - self) * condition


Operand = Term | float


def length(a: Term, b: Term) -> Term:
    """Euclidean length of (a, b)."""
    return (a * a + b * b).math("SQRT")


def connect(tree: bpy.types.NodeTree, operand: Operand, socket: bpy.types.NodeSocket) -> None:
    """Feed a socket from a term, or set it to a number."""
    if isinstance(operand, Term):
        tree.links.new(operand.socket, socket)
    else:
        socket.default_value = operand


def image_texture(tree: bpy.types.NodeTree, name: str) -> bpy.types.ShaderNodeTexImage:
    """Add a picture that goes on beyond its edges as it is at them."""
    texture = tree.nodes.new("ShaderNodeTexImage")
    texture.name = texture.label = name
    texture.extension = "EXTEND"
    return texture
