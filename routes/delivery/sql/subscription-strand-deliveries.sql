update delivery set state = 'DEAD', next_at = null where subscription_id = :#${variable.subscriptionId} and state in ('PENDING', 'SENDING')
