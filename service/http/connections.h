// The open connections: how many there may be, and who shuts the slow ones.
#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "service/http/wire.h"

namespace stesura {

struct ConnectionLimits {
  std::size_t inAll = 512;
  std::size_t perAddress = 64;  // loopback and the proxy's socket are not counted
  // Whoever has waited less has hardly had the time to send a request, and does not give way.
  std::chrono::milliseconds leastWait{1000};
};

// Thread-safe. A thread of its own shuts every socket whose deadline has passed, whatever its
// connection is waiting for: TLS, a client that does not read, …
class Connections {
 public:
  enum class Waiting { forRequest, forNothing };  // forRequest: idle, or in the middle of a head

  explicit Connections(ConnectionLimits limits);
  ~Connections();

  // A connection's place among the others, as long as it lives.
  class Place;
  // Null beyond the limits. When all places are taken, the one that has waited longest for a
  // request gives way. `countedAs` is the address; "" is not counted.
  std::unique_ptr<Place> enter(int descriptor, const std::string& countedAs);

  // A place beyond the limits, for as long as it takes to say that there is none. Null if even
  // these are taken.
  std::unique_ptr<Place> enterSpare(int descriptor);

  std::size_t count() const;
  // Nobody waits for another request from now on: idle connections end at once.
  void drain();
  bool draining() const;
  // False if some are left after that time; their sockets are shut then.
  bool waitUntilEmpty(std::chrono::milliseconds longest);

 private:
  struct Entry;
  using Entries = std::list<Entry>;
  std::unique_ptr<Place> add(int descriptor, const std::string& countedAs);
  void leave(Entries::iterator entry);
  bool giveWay();
  void watch();

  const ConnectionLimits limits_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Entries entries_;
  std::map<std::string, std::size_t> perAddress_;
  bool draining_ = false, ended_ = false;
  std::thread watchdog_;
};

struct Connections::Entry {
  int descriptor;
  std::string countedAs;
  Clock::time_point since, deadline;
  Waiting waiting;
  bool shut = false;
};

class Connections::Place {
 public:
  Place(Connections& connections, Entries::iterator entry) : connections_(connections), entry_(entry) {}
  ~Place() { connections_.leave(entry_); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  // The socket is shut if this is not told anew before the deadline.
  // False if the connection shall end: it was shut, or nobody waits any more.
  bool until(Clock::time_point deadline, Waiting waiting);
  // Before the descriptor is closed.
  bool wasShut() const;

 private:
  Connections& connections_;
  Entries::iterator entry_;
};

}  // namespace stesura
