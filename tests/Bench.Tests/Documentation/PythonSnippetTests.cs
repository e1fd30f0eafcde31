using System.ComponentModel;
using System.Diagnostics;

namespace Bench.Tests.Documentation;

/// <summary>Blocks of Python in docs are such, as far as a Python that is installed can tell without running them.</summary>
public sealed class PythonSnippetTests
{
    public static TheoryData<string> Blocks => [.. Snippet.In("python").Select(s => s.Place)];

    [Theory, MemberData(nameof(Blocks))]
    public void A_block_is_Python(string place)
    {
        using var python = Start();
        python.StandardInput.Write(Snippet.At(place).Text);
        python.StandardInput.Close();
        var mistakes = python.StandardError.ReadToEnd();
        python.WaitForExit();
        Assert.True(python.ExitCode == 0, $"{place}: {mistakes}");
    }

    private static Process Start()
    {
        try
        {
            return Process.Start(new ProcessStartInfo("python3", ["-c", "import ast, sys; ast.parse(sys.stdin.read())"]) { RedirectStandardInput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("python3 is not installed");
            throw;
        }
    }
}
