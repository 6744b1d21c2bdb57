// `upsmd status` without a port: what the service, or the system's own, knows.
#pragma once

namespace upsmd {

// The service's state, the chosen UPS and UPS\Status in words. Nothing is asked of any port. Returns the exit code: 0; 2 where
// there is no communication with the UPS.
int print_status_summary(bool json);

}  // namespace upsmd
