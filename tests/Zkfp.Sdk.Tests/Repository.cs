using System.Diagnostics;

namespace Zkfp.Sdk.Tests;

/// <summary>Files of the repository, and commands.</summary>
internal static class Repository
{
#if DEBUG
    public const string Configuration = "Debug";
#else
    public const string Configuration = "Release";
#endif

    public static string Root { get; } = FindRoot();

    public static string Sample(string name) => Path.Combine(Root, "samples", name);

    /// <summary>Runs a command in a folder; fails unless it exits as expected.</summary>
    public static string Run(string folder, string command, string[] arguments, int expected = 0, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == expected, $"{command} {string.Join(' ', arguments)}: {process.ExitCode}\n{output}\n{error.Result}");
        return output;
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Zkfp.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("Zkfp.sln is in no folder above the test binaries.");
    }
}

/// <summary>Tests that prove run one after the other: they see which memory the last prover of the process gives back.</summary>
[CollectionDefinition(Name)]
public sealed class Provers
{
    /// <summary>The collection.</summary>
    public const string Name = "provers";
}
