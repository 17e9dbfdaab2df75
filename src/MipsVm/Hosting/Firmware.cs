using System.Collections.Concurrent;
using System.Reflection;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Hosting;

/// <summary>The prebuilt firmware (guests/firmware/prebuilt), part of every program's verifying key.</summary>
public static class Firmware
{
    private static readonly ConcurrentDictionary<Endianness, byte[]> Cache = new();

    /// <summary>The firmware ELF for programs of this byte order.</summary>
    public static ReadOnlyMemory<byte> Elf(Endianness endianness) => Cache.GetOrAdd(endianness, static e =>
    {
        string name = e == Endianness.Big ? "firmware-be.elf" : "firmware-le.elf";
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"resource {name} is missing from {Assembly.GetExecutingAssembly().GetName().Name}");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    });

    /// <summary>Combines a guest ELF with the firmware of its byte order.</summary>
    /// <param name="guest">Static MIPS32 executable; must not change afterwards.</param>
    /// <param name="profile"><see cref="Profile.Linux"/> or <see cref="Profile.Cannon"/>.</param>
    /// <exception cref="ElfException">The file cannot be loaded.</exception>
    public static ProgramImage Load(ReadOnlyMemory<byte> guest, Profile profile) =>
        Load(guest, profile, Holes.WithFirmware);

    /// <summary>As above, with other holes: for test programs that lie at address 0.</summary>
    internal static ProgramImage Load(ReadOnlyMemory<byte> guest, Profile profile, Holes holes) =>
        ProgramImage.Load(guest, Elf(ElfFile.Parse(guest).Endianness), profile, holes);
}
