namespace Zkfp.MipsVm.Tests.Conformance;

/// <summary>Finds data that lies beside the repository.</summary>
internal static class SharedData
{
    /// <summary>Path of <c>../shared/NAME</c> seen from the repository's root, or null where it is absent.</summary>
    public static string? Find(string name)
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            if (!File.Exists(Path.Combine(d.FullName, "Zkfp.sln")))
                continue;
            string path = Path.Combine(d.FullName, "..", "shared", name);
            return Directory.Exists(path) || File.Exists(path) ? Path.GetFullPath(path) : null;
        }
        return null;
    }

    /// <summary>True if <paramref name="tool"/> is on the PATH.</summary>
    public static bool HasTool(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(d => d.Length > 0 && File.Exists(Path.Combine(d, tool)));
}

/// <summary>A fact that needs a folder beside the repository; skipped by name where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string name)
    {
        if (SharedData.Find(name) is null)
            Skip = $"../shared/{name} is not here";
    }
}

/// <summary>A fact that needs programs on the PATH; skipped by name where one is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(params string[] tools)
    {
        string[] missing = tools.Where(t => !SharedData.HasTool(t)).ToArray();
        if (missing.Length > 0)
            Skip = $"not installed: {string.Join(", ", missing)}";
    }
}
