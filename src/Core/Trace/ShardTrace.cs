using Zkfp.Core.Field;

namespace Zkfp.Core.Trace;

/// <summary>
/// All tables of one shard in the machine's table order (null where a table is absent), and the shard's public values.
/// </summary>
/// <param name="Tables">One entry per table of the machine.</param>
/// <param name="PublicValues">The shard's public values.</param>
public sealed record ShardTrace(TraceTable?[] Tables, KoalaBear[] PublicValues) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (TraceTable? t in Tables) t?.Dispose();
    }
}
