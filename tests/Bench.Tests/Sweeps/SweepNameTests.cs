using Bench.Core;
using Bench.Sweeps;

namespace Bench.Tests.Sweeps;

public sealed class SweepNameTests : IDisposable
{
    private const string Rest = "datasets: [mnist]\nmodels: [lenet5]\nstrategies: [random]\ncompressions: [2]\nseeds: [1]\n";

    private readonly string folder = Directory.CreateTempSubdirectory("bench-names-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Sweep Load(string file, string more = "")
    {
        File.WriteAllText(Path.Combine(folder, file), more + Rest);
        return SweepFile.Load(Path.Combine(folder, file), Words.All);
    }

    [Theory]
    [InlineData("core-mnist", "core-mnist")]
    [InlineData("../../etc/x", "etc-x-")]
    [InlineData("..", "")]
    [InlineData("<script>alert(1)</script>", "script-alert-1---script-")]
    public void The_folder_of_a_name_from_elsewhere_stays_where_it_belongs(string name, string start)
    {
        var folder = SweepName.Folder(name);

        Assert.Null(SweepName.Mistake(folder));
        Assert.StartsWith(start, folder, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "A", true)]
    [InlineData("a.", "a", true)]
    [InlineData("a", "a", false)]
    [InlineData("a", "b", false)]
    public void Names_collide_where_a_file_system_may_take_one_for_the_other(string a, string b, bool collide) => Assert.Equal(collide, SweepName.Collide(a, b));

    [Theory]
    [InlineData("my sweep.yaml", "my-sweep.yaml")]
    [InlineData("mine.yaml", "Mine.yaml")]
    [InlineData("mine.yaml", "mine.yml")]
    public void Two_files_in_a_folder_that_would_be_called_the_same_are_found(string file, string other)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the file system may not tell the two apart");
        Load(other);
        var sweep = Load(file);
        Assert.Equal(Path.Combine(folder, other), SweepName.Twin(sweep));

        Load(other, "name: another\n");
        Assert.Null(SweepName.Twin(sweep));
        Load(other);
        Assert.Null(SweepName.Twin(Load(file, "name: another\n")));
    }

    [Theory]
    [InlineData("ü.yaml", "the name is empty")]
    [InlineData(".yaml", "the name is empty")]
    public void A_file_that_no_sweep_can_be_called_by_needs_a_name(string file, string reason)
    {
        Assert.Contains(reason, Assert.Throws<UserError>(() => Load(file)).Message, StringComparison.Ordinal);
        Assert.Equal("mine", Load(file, "name: mine\n").Name);
    }

    [Fact]
    public void A_name_is_short_enough_for_the_files_that_are_made_of_it()
    {
        var longest = new string('a', SweepName.Longest);
        Assert.Equal(longest, Load("s.yaml", $"name: {longest}\n").Name);
        Assert.Contains("s.yaml:1: the name is used for files: it has 101 letters, and may have 100", Assert.Throws<UserError>(() => Load("s.yaml", $"name: {longest}a\n")).Message, StringComparison.Ordinal);
        Assert.Contains("it has 120 letters, and may have 100; give it a name with 'name:'", Assert.Throws<UserError>(() => Load(new string('b', 120) + ".yaml")).Message, StringComparison.Ordinal);
    }
}
