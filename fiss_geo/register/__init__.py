"""The register: what became of the opportunities, kept so that two people at once lose nothing."""
