"""Who works where: municipalities, users, roles, and the wall between tenants."""
