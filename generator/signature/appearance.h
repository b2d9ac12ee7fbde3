// What a signature field shows, as the content of its appearance.
#pragma once
