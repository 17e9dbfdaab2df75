namespace Zkfp.MipsVm.Tests.Firmware;

internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        string? d = AppContext.BaseDirectory;
        while (d is not null && !File.Exists(Path.Combine(d, "Zkfp.sln")))
            d = Path.GetDirectoryName(d);
        return d ?? throw new DirectoryNotFoundException($"no Zkfp.sln above {AppContext.BaseDirectory}");
    }
}
