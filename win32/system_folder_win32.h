// Windows' own folder of DLLs and programs, and functions of DLLs there that not every Windows has.
#pragma once

#include <string>

#include "core/result.h"

namespace upsmd {

// "C:\Windows\system32", without a trailing backslash. Empty: Windows cannot say.
std::wstring system_folder();

// A function of system32's DLL, which is loaded by its full path and stays loaded. Nothing where the DLL or the function
// is missing; GetLastError() then says why.
void* system_function(const wchar_t* dll, const char* name);

// The same with its type: system_function<decltype(&Function)>(L"wtsapi32.dll", "Function").
template <typename Pointer>
Pointer system_function(const wchar_t* dll, const char* name) {
    return reinterpret_cast<Pointer>(system_function(dll, name));
}

// From here on Windows looks for DLLs in system32 only, never in the current folder or along PATH; where it cannot be told
// so (before an update of Windows 7) at least not in the current folder. Programs call it first.
void restrict_dll_search();

// Environment variables ("%SystemRoot%") replaced by their values.
Result<std::string> expand_environment(const std::string& text);

// "C:\…" or "\\server\…": a place that does not depend on the current folder.
bool is_absolute_path(const std::string& path);

}  // namespace upsmd
