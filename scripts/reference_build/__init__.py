"""Steps that build ``data/reference`` from registry packages; see ``build_reference_data.py``."""
