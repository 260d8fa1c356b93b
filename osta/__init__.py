"""Osta paikallista: who sells what near which village in Eastern Lapland, by chat."""

__version__ = "0.1.0"
