using Zkfp.Core.Air;
using Zkfp.Core.Field;

namespace Zkfp.Recursion.Machine.Tables;

/// <summary>
/// A wire (v₀ … v₄) and the five base elements vᵢ as wires. Signed multiplicities say which way: pack reads the elements (−1 each) and writes the wire, unpack
/// reads the wire (−1) and writes the elements. Each column is in a message that reads, so its value is given.
/// </summary>
internal sealed class PackTable(int positions) : RecursionTable(TableId.Pack, positions)
{
    protected override void Define(AirBuilder b)
    {
        Expr address = b.Preprocessed("address"), reads = b.Preprocessed("reads"), zero = b.Constant(0L);
        Expr[] addresses = Preprocessed(b, "address", KoalaBear5.Degree), counts = Preprocessed(b, "reads", KoalaBear5.Degree);
        Expr[] v = Mains(b, "v", KoalaBear5.Degree);
        b.Push("wire", RecursionMachine.Wire, reads, [address, .. v]);
        for (int i = 0; i < v.Length; i++) b.Push($"element {i}", RecursionMachine.Wire, counts[i], addresses[i], v[i], zero, zero, zero, zero);
    }
}
