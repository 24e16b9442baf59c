"""Projects: rows, who may do what (access, members), their life (create, rename, delete), pages and API of these."""
