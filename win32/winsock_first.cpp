// Boost.Asio has static objects that call WSAStartup, which must not happen inside LoadLibrary. This one tells Asio that
// somebody else looks after Winsock (nobody does: no socket is ever used), and has to be made before Asio's own; 101 is
// the earliest priority that a program may use. The DLL lists this file itself: out of a library it would not be linked.
#include <boost/asio/detail/winsock_init.hpp>

namespace {

__attribute__((init_priority(101), used)) boost::asio::detail::winsock_init<>::manual winsock_is_managed_elsewhere;

}  // namespace
