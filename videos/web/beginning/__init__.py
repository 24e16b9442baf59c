"""The first page, and how projects begin: with a prompt, a template, or what another project has."""
