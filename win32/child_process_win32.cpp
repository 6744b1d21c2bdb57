#include "platform/child_process.h"

#include <windows.h>

#include <array>
#include <atomic>
#include <boost/asio/windows/stream_handle.hpp>
#include <string>

#include "platform/child_talk.h"
#include "platform/utf16.h"
#include "win32/command_line_win32.h"
#include "win32/error_win32.h"
#include "win32/unique_handle_win32.h"

namespace upsmd {
namespace {

const wchar_t* wide(const std::u16string& text) { return reinterpret_cast<const wchar_t*>(text.c_str()); }

SECURITY_ATTRIBUTES inheritable() { return {sizeof(SECURITY_ATTRIBUTES), nullptr, TRUE}; }

// A pipe whose one end is ours and overlapped (anonymous pipes cannot be), and whose other end a child may inherit.
// Whoever guesses the name and connects first only makes our own CreateFile fail.
HANDLE make_our_end(const std::u16string& name, DWORD direction) {
    constexpr DWORD kBuffer = 64U << 10U;
    return CreateNamedPipeW(wide(name), direction | FILE_FLAG_OVERLAPPED | FILE_FLAG_FIRST_PIPE_INSTANCE,
                            PIPE_TYPE_BYTE | PIPE_WAIT, 1, kBuffer, kBuffer, 0, nullptr);
}

std::u16string pipe_name() {
    static std::atomic<unsigned> count{0};
    const std::string name = "\\\\.\\pipe\\upsmd-" + std::to_string(GetCurrentProcessId()) + "-" + std::to_string(++count) + "-" +
                             std::to_string(GetTickCount());
    return {name.begin(), name.end()};
}

// `child_reads`: what the child may do at its end.
bool open_pipe(bool child_reads, HANDLE& ours, HANDLE& theirs) {
    const std::u16string name = pipe_name();
    ours = make_our_end(name, child_reads ? PIPE_ACCESS_OUTBOUND : PIPE_ACCESS_INBOUND);
    if (ours == INVALID_HANDLE_VALUE) return false;
    SECURITY_ATTRIBUTES attributes = inheritable();
    theirs = CreateFileW(wide(name), child_reads ? GENERIC_READ : GENERIC_WRITE, 0, &attributes, OPEN_EXISTING, 0, nullptr);
    if (theirs != INVALID_HANDLE_VALUE) return true;
    const DWORD number = GetLastError();
    CloseHandle(ours);
    SetLastError(number);
    return false;
}

// Names newer than Windows XP, so that the headers for it lack them: STARTUPINFOEX and the list of handles that a child
// inherits. Where the system lacks them too, it inherits every inheritable handle; ours are open for moments only.
struct StartupInfo {
    STARTUPINFOW info{};
    void* attributes = nullptr;
};
constexpr DWORD kExtendedStartupInfo = 0x00080000;
constexpr DWORD_PTR kHandleList = 0x00020002;

class InheritedHandles {
  public:
    explicit InheritedHandles(const std::array<HANDLE, 3>& handles) : handles_(handles) {
        const HMODULE kernel = GetModuleHandleW(L"kernel32.dll");
        const auto initialize = function<BOOL WINAPI(void*, DWORD, DWORD, SIZE_T*)>(kernel, "InitializeProcThreadAttributeList");
        const auto update = function<BOOL WINAPI(void*, DWORD, DWORD_PTR, void*, SIZE_T, void*, SIZE_T*)>(
            kernel, "UpdateProcThreadAttribute");
        destroy_ = function<void WINAPI(void*)>(kernel, "DeleteProcThreadAttributeList");
        if (initialize == nullptr || update == nullptr || destroy_ == nullptr) return;
        SIZE_T size = 0;
        initialize(nullptr, 1, 0, &size);
        storage_.resize(size);
        if (!initialize(storage_.data(), 1, 0, &size)) return;
        is_made_ = true;
        is_usable_ = update(storage_.data(), 0, kHandleList, handles_.data(), sizeof handles_, nullptr, nullptr) != FALSE;
    }
    ~InheritedHandles() {
        if (is_made_) destroy_(storage_.data());
    }
    InheritedHandles(const InheritedHandles&) = delete;
    InheritedHandles& operator=(const InheritedHandles&) = delete;

    void* list() { return is_usable_ ? storage_.data() : nullptr; }

  private:
    template <typename Function>
    static Function* function(HMODULE module, const char* name) {
        return reinterpret_cast<Function*>(reinterpret_cast<void*>(GetProcAddress(module, name)));
    }

    std::array<HANDLE, 3> handles_;
    std::string storage_;
    void(WINAPI* destroy_)(void*) = nullptr;
    bool is_made_ = false;
    bool is_usable_ = false;
};

// nullptr where the system refuses one.
HANDLE make_job() {
    const HANDLE job = CreateJobObjectW(nullptr, nullptr);
    if (job == nullptr) return nullptr;
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION;
    SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
    return job;
}

// ERROR_SUCCESS, or why not.
DWORD create(const std::u16string& program, std::u16string line, const std::array<HANDLE, 3>& standard,
             PROCESS_INFORMATION& made) {
    InheritedHandles inherited(standard);
    StartupInfo startup;
    startup.attributes = inherited.list();
    startup.info.cb = startup.attributes != nullptr ? sizeof startup : sizeof startup.info;
    startup.info.dwFlags = STARTF_USESTDHANDLES;
    startup.info.hStdInput = standard[0];
    startup.info.hStdOutput = standard[1];
    startup.info.hStdError = standard[2];
    const DWORD flags = CREATE_NO_WINDOW | CREATE_SUSPENDED | (startup.attributes != nullptr ? kExtendedStartupInfo : 0U);
    // Out of the job that we may be in: before Windows 8 a process can be in one only.
    for (const DWORD more : {static_cast<DWORD>(CREATE_BREAKAWAY_FROM_JOB), DWORD{0}}) {
        if (CreateProcessW(wide(program), reinterpret_cast<wchar_t*>(line.data()), nullptr, nullptr, TRUE, flags | more, nullptr,
                           nullptr, &startup.info, &made))
            return ERROR_SUCCESS;
        if (GetLastError() != ERROR_ACCESS_DENIED) break;
    }
    return GetLastError();
}

// Ends the process where it still runs, and says how it ended.
std::string collect(HANDLE process, HANDLE job) {
    constexpr DWORD kGrace = 50;  // ms, between the end of its output and its own
    if (WaitForSingleObject(process, kGrace) != WAIT_OBJECT_0) {
        TerminateProcess(process, 1);
        constexpr DWORD kEnough = 2000;
        WaitForSingleObject(process, kEnough);
    }
    DWORD code = 0;
    GetExitCodeProcess(process, &code);
    CloseHandle(process);
    if (job != nullptr) CloseHandle(job);
    constexpr DWORD kException = 0xC0000000;
    std::array<char, 16> hex{};
    if ((code & kException) != kException) return "exit code " + std::to_string(code);
    wsprintfA(hex.data(), "0x%08lX", code);
    return std::string("exception ") + hex.data();
}

}  // namespace

Result<std::unique_ptr<ChildProcess>> start_child(boost::asio::io_context& io, const std::vector<std::string>& program,
                                                  ChildListener& listener) {
    const auto line = command_line(program);
    if (!line || program.empty()) return Error{ErrorCode::invalid_argument, "the program's name is not valid UTF-8", 0};
    const auto path = utf8_to_utf16(program[0]);

    HANDLE our_input = nullptr, child_input = nullptr, our_output = nullptr, child_output = nullptr;
    if (!open_pipe(true, our_input, child_input)) return windows_error(program[0], GetLastError());
    const UniqueHandle close_child_input(child_input);
    UniqueHandle input(our_input);
    if (!open_pipe(false, our_output, child_output)) return windows_error(program[0], GetLastError());
    const UniqueHandle close_child_output(child_output);
    UniqueHandle output(our_output);
    SECURITY_ATTRIBUTES attributes = inheritable();
    const UniqueHandle nowhere(CreateFileW(L"NUL", GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, &attributes, OPEN_EXISTING,
                                           0, nullptr));

    PROCESS_INFORMATION made{};
    const DWORD failure = create(*path, *line, {child_input, child_output, nowhere.get()}, made);
    if (failure != ERROR_SUCCESS) return windows_error("cannot start " + program[0], failure);
    // Without a job (the process is in another one, before Windows 8) the end of its input ends it.
    HANDLE job = make_job();
    if (job != nullptr && !AssignProcessToJobObject(job, made.hProcess)) {
        CloseHandle(job);
        job = nullptr;
    }
    ResumeThread(made.hThread);
    CloseHandle(made.hThread);

    using Stream = boost::asio::windows::stream_handle;
    const HANDLE process = made.hProcess;
    auto talk = std::make_shared<ChildTalk<Stream>>(Stream(io, input.release()), Stream(io, output.release()), listener,
                                                    [process, job] { return collect(process, job); });
    return std::unique_ptr<ChildProcess>(std::make_unique<TalkingChild<Stream>>(std::move(talk)));
}

}  // namespace upsmd
