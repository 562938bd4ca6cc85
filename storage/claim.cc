#include "storage/claim.h"
