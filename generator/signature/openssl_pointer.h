// Owning pointers to OpenSSL's objects.
#pragma once

#include <memory>

namespace stesura {

template <auto release>
struct Released {
  template <class Object>
  void operator()(Object* object) const {
    release(object);
  }
};

// `release`: the function that frees one, as `OpenSsl<BIO, BIO_free_all>`.
template <class Object, auto release>
using OpenSsl = std::unique_ptr<Object, Released<release>>;

}  // namespace stesura
