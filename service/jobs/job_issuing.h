// What an item of a job is: a document issued in the name of whoever asked, with the rights of now.
#pragma once

#include "service/identity.h"
#include "service/jobs/job_workers.h"
#include "service/services.h"

namespace stesura {

// `services` must outlive the workers.
JobWork issuingWork(const Services& services);

// Who asked for a job, with the roles that they had then and still have. Throws Refusal{forbidden}
// where they may come in no longer.
Identity askerNow(const Services& services, Transaction& transaction, const Job& job);

}  // namespace stesura
