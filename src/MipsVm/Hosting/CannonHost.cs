using System.Buffers.Binary;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Hosting;

/// <summary>The host of profile <c>cannon</c>: <see cref="LinuxHost"/> and a preimage oracle.</summary>
public sealed class CannonHost : LinuxHost
{
    private const int MaxHint = 1 << 20;

    private readonly IPreimageOracle _oracle;
    private readonly List<byte> _hints = [];
    private byte[] _preimage = [];
    private int _position;

    /// <summary>Makes the host of one run of a program of the given byte order.</summary>
    public CannonHost(Endianness endianness, LinuxHostOptions options, IPreimageOracle oracle)
        : base(endianness, options)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        _oracle = oracle;
    }

    /// <inheritdoc/>
    /// <exception cref="KeyNotFoundException">The oracle does not know a preimage that the program reads.</exception>
    public override uint Hint(uint service, uint argument, IMemoryReader memory)
    {
        switch ((HintService)service)
        {
            case HintService.Preimage:
                {
                    Span<byte> key = stackalloc byte[32];
                    memory.ReadBytes(argument, key);
                    _preimage = _oracle.Find(key) ?? throw new KeyNotFoundException($"no preimage for key {Convert.ToHexStringLower(key)}");
                    _position = 0;
                    return (uint)_preimage.Length;
                }
            case HintService.PreimageWord:
                return TakeWord(_preimage, ref _position, _preimage.Length);
            case HintService.OracleHint:
                TakeHints(memory.ReadWord(argument), memory.ReadWord(argument + 4), memory);
                return 0;
            default:
                return base.Hint(service, argument, memory);
        }
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
            _oracle.Hint(all.Slice(4, (int)size));
            _hints.RemoveRange(0, 4 + (int)size);
        }
    }
}
