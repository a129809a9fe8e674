"""Le socle des opérateurs et les accords-cadres, datés ; les départements."""
