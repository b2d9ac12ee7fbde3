// The signature of a trusted list: enveloped XML-DSig over the whole document (ETSI TS 119 612, 5.7).
#pragma once

#include <libxml/tree.h>

#include "generator/signature/certificate.h"

namespace stesura {

// Starts xmlsec, which has one state for the whole process; once, whoever calls. False if it does not start.
bool startXmlsec();

// The one certificate in an element's base64 text; null if it holds none, or passes 64 KiB.
X509Pointer certificateInText(const xmlNode* element);

// The certificate whose key signed the whole list. Only what TS 119 612 asks for is admitted: one
// signature, a child of the root; one reference to the whole document with the transforms «enveloped» and
// «exclusive canonical form», others only to parts of the signature itself; RSA or ECDSA with SHA-2; the
// key from a certificate within, and none from elsewhere. Throws Error{data}. Thread-safe for
// different documents.
X509Pointer listSigner(xmlDoc* document);

}  // namespace stesura
