using Zkfp.Core.Machine;
using Zkfp.MipsVm.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover;

namespace Zkfp;

/// <summary>
/// A verifying key of a program: ELF file, firmware, machine and parameters, with one of the heights that proofs have. Whoever verifies takes it from where he trusts, never from a proof. Immutable.
/// </summary>
public sealed class ZkfpKey : IEquatable<ZkfpKey>
{
    private ZkfpKey(VerifyingKey key, MachineDefinition machine)
    {
        Inner = key;
        Machine = machine;
        Digest = key.Digest.ToString();
    }

    /// <summary>What tells keys apart, in hexadecimal.</summary>
    public string Digest { get; }

    internal VerifyingKey Inner { get; }

    internal MachineDefinition Machine { get; }

    /// <summary>Reads a key, as <see cref="ToBytes"/> or <c>zkfp vk</c> wrote it.</summary>
    /// <exception cref="ZkfpException">Not a key of this version.</exception>
    public static ZkfpKey FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (!VerifyingKeyFile.TryRead(bytes, out VerifyingKey? key, out VerificationError? error))
        {
            bool foreign = error.Kind == ErrorKind.BadHeader || bytes.IsEmpty;
            throw new ZkfpException(ZkfpError.BadKey, $"not a verifying key: {(foreign ? FileKind.Describe(FileKind.Start(bytes)) : error.Describe())}");
        }

        return Of(key, out string? reason) ?? throw new ZkfpException(ZkfpError.BadKey, reason);
    }

    /// <summary>The key as a file's bytes.</summary>
    public byte[] ToBytes() => VerifyingKeyFile.Write(Inner);

    /// <inheritdoc/>
    public bool Equals(ZkfpKey? other) => other is not null && other.Inner.Digest == Inner.Digest;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ZkfpKey);

    /// <inheritdoc/>
    public override int GetHashCode() => Digest.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Digest;

    internal static ZkfpKey FromProgram(ZkfpProgram program, int logHeight) => Own(Work.Guard(() => ProgramKeys.CreateVerifyingKey(program.Image, logHeight)));

    /// <summary>Of a key that this library made.</summary>
    internal static ZkfpKey Own(VerifyingKey key) => Of(key, out string? reason) ?? throw new InvalidOperationException(reason);

    // With its machine: a key that fits none is of no use, and is told from an invalid proof.
    private static ZkfpKey? Of(VerifyingKey key, out string reason)
    {
        reason = $"the key is for machine {key.MachineDigest}, which this version does not know";
        if (MipsMachine.Find(key.MachineDigest)?.Definition is not { } machine) return null;
        reason = KeyCheck.Check(machine, key);
        return reason.Length == 0 ? new ZkfpKey(key, machine) : null;
    }
}
