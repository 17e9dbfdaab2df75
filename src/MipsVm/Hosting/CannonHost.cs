using System.Buffers.Binary;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Hosting;

/// <summary>
/// The host of profile <c>cannon</c>: <see cref="LinuxHost"/> and a preimage oracle. It keeps the record: what the public digest says about preimages that no
/// hash binds (docs/firmware.md).
/// </summary>
public sealed class CannonHost : LinuxHost
{
    private const int MaxHint = 1 << 20;

    private readonly IPreimageOracle _oracle;
    private readonly List<byte> _hints = [];
    private readonly MemoryStream _record = new();
    private readonly byte[] _key = new byte[PreimageKey.Length];
    private byte[] _preimage = [];
    private byte[]? _lastHint;
    private int _position;

    /// <summary>Makes the host of one run of a program of the given byte order.</summary>
    public CannonHost(Endianness endianness, LinuxHostOptions options, IPreimageOracle oracle)
        : base(endianness, options)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        _oracle = oracle;
    }

    /// <summary>
    /// The record so far: of each preimage of an unchecked type, in the order of first reads, key ‖ u64 length ‖ bytes, big endian; of each blob one entry
    /// (<see cref="BlobPreimages"/>).
    /// </summary>
    public byte[] Record => _record.ToArray();

    /// <inheritdoc/>
    /// <exception cref="MissingPreimageException">The oracle does not know a preimage that the program reads.</exception>
    public override uint Hint(uint service, uint argument, IMemoryReader memory)
    {
        switch ((HintService)service)
        {
            case HintService.Preimage:
                {
                    memory.ReadBytes(argument, _key);
                    _preimage = _oracle.Find(_key) ?? throw new MissingPreimageException(_key, _lastHint);
                    _position = 0;
                    if (!PreimageKey.IsChecked(_key))
                        AddToRecord(_key, _preimage);
                    return (uint)_preimage.Length;
                }
            case HintService.Blob:
                {
                    byte[] commitment = new byte[BlobPolynomial.CommitmentBytes];
                    memory.ReadBytes(argument, commitment);
                    _preimage = BlobPreimages.Find(_oracle, commitment, out byte[]? missing) ?? throw new MissingPreimageException(missing!, _lastHint);
                    _position = 0;
                    if (BlobPolynomial.IsBlob(_preimage)) // else the firmware stops
                        AddToRecord(BlobPreimages.KeyOf(commitment), BlobPreimages.Entry(commitment, _preimage));
                    return 0;
                }
            case HintService.PreimageWord:
                return TakeWord(_preimage, ref _position, _preimage.Length);
            case HintService.OracleHint:
                TakeHints(memory.ReadWord(argument), memory.ReadWord(argument + 4), memory);
                return 0;
            case HintService.Stop:
                try
                {
                    return base.Hint(service, argument, memory);
                }
                catch (GuestStoppedException e) when (e.Reason.Contains("preimage", StringComparison.Ordinal))
                {
                    throw new GuestStoppedException($"{e.Reason}: {PreimageKey.Describe(_key)}, {_preimage.Length} bytes");
                }
            default:
                return base.Hint(service, argument, memory);
        }
    }

    // The firmware asks for each unchecked key, and each blob, once.
    private void AddToRecord(byte[] key, byte[] value)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(length, (ulong)value.Length);
        _record.Write(key);
        _record.Write(length);
        _record.Write(value);
    }

    /// <summary>Hints arrive as a stream: u32 length, big endian, then so many bytes; a write may cut it anywhere.</summary>
    private void TakeHints(uint address, uint length, IMemoryReader memory)
    {
        if (length > MaxHint)
            throw new HostRequestException($"a hint write of {length} bytes; at most {MaxHint} expected");
        byte[] bytes = new byte[length];
        memory.ReadBytes(address, bytes);
        _hints.AddRange(bytes);
        while (_hints.Count >= 4)
        {
            Span<byte> all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_hints);
            uint size = BinaryPrimitives.ReadUInt32BigEndian(all);
            if (size > MaxHint)
                throw new HostRequestException($"a hint of {size} bytes; at most {MaxHint} expected");
            if (all.Length < 4 + size)
                return;
            _lastHint = all.Slice(4, (int)size).ToArray();
            _oracle.Hint(_lastHint);
            _hints.RemoveRange(0, 4 + (int)size);
        }
    }
}
