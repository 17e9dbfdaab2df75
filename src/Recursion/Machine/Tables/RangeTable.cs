using Zkfp.Core.Air;

namespace Zkfp.Recursion.Machine.Tables;

/// <summary>
/// All numbers below 2^13, each as often as it is asked for: the row index is a column that the verifier evaluates itself. How often is data: fewer than p
/// pulls are balanced by the table's numbers alone.
/// </summary>
internal sealed class RangeTable() : RecursionTable(TableId.Range, fixedLogHeight: LogLimit)
{
    /// <summary>b: Merkle multiplicities are below 2^b.</summary>
    public const int LogLimit = 13;

    protected override void Define(AirBuilder b)
    {
        Expr value = b.IndexBits("value", 0, LogLimit), count = b.Main("count");
        b.Push("number", RecursionMachine.Range, count, value);
    }
}
