namespace Zkfp.Core.Trace;

/// <summary>A trace that cannot be proven: what is wrong, and where.</summary>
public sealed class TraceException(string message) : Exception(message);
