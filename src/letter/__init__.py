"""This letter: Gökbuget et al., Haematologica 2017;102(4):e132-e135."""
