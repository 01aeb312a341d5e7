"""What every endpoint shares: camelCase JSON, strict input, problem+json errors, pagination, OpenAPI."""
