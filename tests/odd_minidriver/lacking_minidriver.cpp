// A module that is no minidriver: it has one of the six functions.
#include <cstdint>

extern "C" LACKING_EXPORT std::uint32_t UPSGetState() { return 1; }
