namespace Zkfp.Rollup.Encoding;

/// <summary>Bytes that are not the RLP that was expected.</summary>
public sealed class RlpException(string message) : FormatException(message);
