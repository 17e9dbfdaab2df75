using Zkfp.Core.Field;

namespace Zkfp.Core.Machine;

/// <summary>A message on a global bus that the statement itself sends: the verifying key lists them.</summary>
/// <param name="IsPush">Push (+1) or pull (−1).</param>
/// <param name="Tag">Tag of the bus.</param>
/// <param name="Fields">Fields, as many as the bus has.</param>
public sealed record GlobalMessage(bool IsPush, int Tag, KoalaBear[] Fields);
