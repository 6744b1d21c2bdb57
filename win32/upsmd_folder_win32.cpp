#include "win32/upsmd_folder_win32.h"

#include <windows.h>

#include "platform/module_kind.h"
#include "win32/system_folder_win32.h"
#include "win32/wide_text_win32.h"

namespace upsmd {
namespace {

// SysWOW64; empty on a 32-bit system.
std::string wow64_folder() {
    std::wstring path(MAX_PATH, L'\0');
    const auto ask = system_function<UINT(WINAPI*)(wchar_t*, UINT)>(L"kernel32.dll", "GetSystemWow64DirectoryW");
    const UINT length = ask == nullptr ? 0 : ask(path.data(), static_cast<UINT>(path.size()));
    return length < path.size() ? from_wide(path.substr(0, length)) : "";
}

}  // namespace

std::string program_folder() {
    std::wstring path(32768, L'\0');
    const DWORD length = GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size()));
    path.resize(length < path.size() ? length : 0);
    const std::size_t end = path.rfind(L'\\');
    return end == std::wstring::npos ? "" : from_wide(path.substr(0, end));
}

bool is_file(const std::string& path) {
    const DWORD attributes = GetFileAttributesW(to_wide(path).c_str());
    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
}

std::string host_program(unsigned bits) {
    const std::string folder = program_folder();
    if (folder.empty()) return "";
    const std::string packaged = folder + "\\upsmd-host" + std::to_string(bits) + ".exe";
    if (is_file(packaged)) return packaged;
    const std::string plain = folder + "\\upsmd-host.exe";
    const auto its = module_bits(plain);
    return its && *its == bits ? plain : "";
}

Result<std::string> minidriver_path(const std::string& path) {
    auto expanded = expand_environment(path);
    if (!expanded || is_absolute_path(*expanded)) return expanded;
    if (expanded->empty() || expanded->find_first_of("\\/:") != std::string::npos)
        return Error{ErrorCode::invalid_argument,
                     "\"" + *expanded + "\" is neither a full path nor a bare name, which means a file in system32", 0};
    const std::string usual = from_wide(system_folder()) + "\\" + *expanded;
    const std::string wow64 = wow64_folder();
    if (wow64.empty() || is_file(usual)) return usual;
    const std::string other = wow64 + "\\" + *expanded;
    return is_file(other) ? other : usual;
}

std::string own_minidriver() {
    const std::string installed = from_wide(system_folder()) + "\\upsmd.dll";
    const std::string beside = program_folder() + "\\upsmd.dll";
    return !is_file(installed) && is_file(beside) ? beside : installed;
}

}  // namespace upsmd
