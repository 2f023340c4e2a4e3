"""Geometry: the ellipsoid, the plane, and the mesh of faces that fill the theatre."""
