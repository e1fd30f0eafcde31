using System.Runtime.InteropServices;
using Bench.Core;

namespace Bench.Tests.Core;

public sealed partial class FileTroubleTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("bench-trouble-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string In(string name) => Path.Combine(folder, name);

    private static Exception Of(Action attempt)
    {
        var error = Assert.ThrowsAny<Exception>(attempt);
        Assert.True(FileTrouble.Is(error), error.ToString());
        return error;
    }

    [Fact]
    public void What_the_system_says_of_a_path_is_said_in_our_words()
    {
        File.WriteAllText(In("file"), "");
        Directory.CreateDirectory(In("inner"));
        Assert.Equal("it does not exist", FileTrouble.Reason(Of(() => File.ReadAllText(In("nosuch")))));
        Assert.Equal("its folder does not exist", FileTrouble.Reason(Of(() => File.ReadAllText(In("no/such")))));
        Assert.Equal("it is a folder", FileTrouble.Reason(Of(() => File.ReadAllText(In("inner"))), In("inner")));
        Assert.Equal("there is a file of that name already", FileTrouble.Reason(Of(() => Directory.CreateDirectory(In("file")))));
        Assert.Equal("no path can have a zero character", FileTrouble.Reason(Of(() => File.ReadAllText(In("a\0b")))));
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the rest is Linux's");
        Assert.Equal("its name is too long", FileTrouble.Reason(Of(() => File.WriteAllText(In(new string('a', 300)), ""))));
        File.CreateSymbolicLink(In("loop"), In("loop"));
        Assert.Equal("its links lead in a circle", FileTrouble.Reason(Of(() => File.ReadAllText(In("loop")))));
        Assert.Equal("the disk is full", FileTrouble.Reason(Of(() => File.WriteAllText("/dev/full", "text"))));
    }

    [Fact]
    public void What_is_not_allowed_is_called_so()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && geteuid() != 0, "root is allowed everything");
        Assert.Equal("permission is denied", FileTrouble.Reason(Of(() => File.ReadAllText("/etc/shadow")), "/etc/shadow"));
    }

    [Fact]
    public void A_line_names_the_path() =>
        Assert.Equal($"'{In("nosuch")}': it does not exist", FileTrouble.Line(Of(() => File.ReadAllText(In("nosuch")))));

    [Fact]
    public void Other_exceptions_are_no_trouble_with_files()
    {
        Assert.False(FileTrouble.Is(new ArgumentException("something else")));
        Assert.False(FileTrouble.Is(new InvalidOperationException()));
    }

    [LibraryImport("libc")]
    private static partial uint geteuid();
}
