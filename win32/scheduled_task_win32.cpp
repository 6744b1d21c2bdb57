#include "win32/scheduled_task_win32.h"

#include <windows.h>

#include <taskschd.h>

#include <memory>

#include "win32/error_win32.h"
#include "win32/wide_text_win32.h"

namespace upsmd {
namespace {

constexpr DWORD kLookAgain = 200;  // ms

struct Release {
    void operator()(IUnknown* object) const { object->Release(); }
};
template <typename Interface>
using Com = std::unique_ptr<Interface, Release>;

struct FreeText {
    void operator()(wchar_t* text) const { SysFreeString(text); }
};
using ComText = std::unique_ptr<wchar_t, FreeText>;

ComText com_text(const std::wstring& text) { return ComText(SysAllocString(text.c_str())); }

class ComThread {
  public:
    ComThread() : result_(CoInitializeEx(nullptr, COINIT_MULTITHREADED)) {}
    ~ComThread() {
        if (SUCCEEDED(result_)) CoUninitialize();
    }
    ComThread(const ComThread&) = delete;
    ComThread& operator=(const ComThread&) = delete;

  private:
    HRESULT result_;
};

Error task_error(const std::string& what, HRESULT result) {
    // Errors of Windows come wrapped; the rest are the Task Scheduler's own numbers.
    const auto number = static_cast<unsigned long>(result);
    return windows_error(what, (number & 0xffff0000UL) == 0x80070000UL ? number & 0xffffUL : number);
}

Result<Com<IRegisteredTask>> find_task(const std::string& name) {
    void* made = nullptr;
    HRESULT result = CoCreateInstance(__uuidof(TaskScheduler), nullptr, CLSCTX_INPROC_SERVER, __uuidof(ITaskService), &made);
    if (FAILED(result)) return task_error("the Task Scheduler's interface is not there", result);
    const Com<ITaskService> service(static_cast<ITaskService*>(made));
    const VARIANT none{};  // this computer, this account
    result = service->Connect(none, none, none, none);
    if (FAILED(result)) return task_error("the Task Scheduler does not answer", result);
    ITaskFolder* root = nullptr;
    result = service->GetFolder(com_text(L"\\").get(), &root);
    if (FAILED(result)) return task_error("the Task Scheduler's folder cannot be read", result);
    const Com<ITaskFolder> folder(root);
    IRegisteredTask* task = nullptr;
    result = folder->GetTask(com_text(to_wide(name)).get(), &task);
    if (FAILED(result)) return task_error("task \"" + name + "\"", result);
    return Com<IRegisteredTask>(task);
}

bool is_under_way(IRunningTask& run) {
    TASK_STATE state = TASK_STATE_UNKNOWN;
    // Refresh fails once the task has ended.
    return SUCCEEDED(run.Refresh()) && SUCCEEDED(run.get_State(&state)) &&
           (state == TASK_STATE_RUNNING || state == TASK_STATE_QUEUED);
}

}  // namespace

Result<void> run_scheduled_task(const std::string& name) {
    const ComThread thread;
    const auto task = find_task(name);
    if (!task) return task.error();
    IRunningTask* started = nullptr;
    const HRESULT result = (*task)->Run(VARIANT{}, &started);
    if (FAILED(result)) return task_error("task \"" + name + "\" cannot be run", result);
    if (started == nullptr) return {};
    const Com<IRunningTask> run(started);
    while (is_under_way(*run)) Sleep(kLookAgain);
    return {};
}

}  // namespace upsmd
