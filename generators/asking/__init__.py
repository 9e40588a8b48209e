"""Multi-hop questions from paths over pages: wordings, descriptions, proofs, composition."""
