CREATE TABLE xero_grants (
	id VARCHAR(64) NOT NULL, connection_type VARCHAR(64) NOT NULL, client_id VARCHAR(200) NOT NULL,
	secrets TEXT NOT NULL, expires_at DOUBLE PRECISION, requested_scopes TEXT NOT NULL,
	scopes TEXT NOT NULL, auth_event_id VARCHAR(200), issuer VARCHAR(200) NOT NULL,
	reconnect_reason TEXT, generation INTEGER NOT NULL, lease_owner VARCHAR(64),
	lease_until DOUBLE PRECISION, PRIMARY KEY (id)
);
CREATE TABLE xero_connections (
	name VARCHAR(200) NOT NULL, grant_id VARCHAR(64) NOT NULL, tenant_id VARCHAR(64),
	tenant_name TEXT, tenant_type VARCHAR(64), connection_id VARCHAR(64), PRIMARY KEY (name),
	FOREIGN KEY(grant_id) REFERENCES xero_grants (id)
);
CREATE INDEX ix_xero_connections_grant_id ON xero_connections (grant_id);
