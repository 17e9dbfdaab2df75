using System.Buffers.Binary;
using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;

namespace Zkfp.Protocol.Keys;

/// <summary>
/// A machine as a file (docs/protocol.md §11), for verifiers that do not have this repository's tables: its elements hash to the machine
/// digest that the verifying key names.
/// </summary>
public static class MachineFile
{
    /// <summary>The bytes of a machine.</summary>
    public static byte[] Write(MachineDefinition machine)
    {
        List<KoalaBear> elements = machine.ToElements();
        var bytes = new byte[4 * (3 + elements.Count)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, ProofFormat.Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), ProofFormat.MachineKind);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), ProtocolParameters.FormatVersion);
        for (int i = 0; i < elements.Count; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * (3 + i)), elements[i].Value);
        return bytes;
    }
}
