// What Windows' service manager does when the service ends by itself.
#pragma once

#include "core/result.h"

namespace upsmd {

enum class Recovery : unsigned char {
    crashes_only,          // a crash: started again after 1 s, then 10 s, then each time 60 s; forgotten after a day
    crashes_and_failures,  // also when it reports an exit code of failure (Windows Vista and later know this)
};

// For an installed service of this name.
Result<void> set_recovery(const wchar_t* service, Recovery when);

}  // namespace upsmd
