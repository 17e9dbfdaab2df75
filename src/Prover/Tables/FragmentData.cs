using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Protocol.Layout;

namespace Zkfp.Prover.Tables;

/// <summary>A fragment with its columns in memory (Montgomery form) and its plan.</summary>
/// <param name="Fragment">Its place in the layout.</param>
/// <param name="Plan">Compiled table.</param>
/// <param name="Columns">Address of each column's 2^n words, virtual ones included.</param>
/// <param name="Constants">Values of the nodes of degree 0 in this shard.</param>
internal sealed unsafe record FragmentData(Fragment Fragment, TablePlan Plan, nint[] Columns, KoalaBear[] Constants)
{
    /// <summary>The table.</summary>
    public AirProgram Air => Plan.Air;

    /// <summary>n.</summary>
    public int LogHeight => Fragment.LogHeight;

    /// <summary>A column.</summary>
    public uint* Column(int index) => (uint*)Columns[index];
}
