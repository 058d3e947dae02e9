import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.analysis.NoSuchFunctionException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connector.catalog.FunctionCatalog;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.execution.CommandExecutionMode;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Spark's own parser and analyzer over catalogs that hold what each request says, and nothing else.
 *
 * <p>In, one JSON object a line: {"sql", "catalog", "schema", "tables": {full name: columns},
 * "functions": [full name], "analyze": bool}. Out: {"error"} or {"read": [full names], "plan"}. In
 * the plan, expression numbers are counted from one and names of tables are left out, so that two
 * texts that mean the same have the same plan.
 */
public final class Oracle {
    static final Map<String, StructType> TABLES = new HashMap<>();
    static final Set<String> FUNCTIONS = new TreeSet<>();
    static final Set<String> READ = new TreeSet<>();

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        ObjectMapper json = new ObjectMapper();
        SparkSession.Builder builder = SparkSession.builder().master("local[1]");
        builder.config("spark.ui.enabled", "false");
        for (String catalog : args) {
            builder.config("spark.sql.catalog." + catalog, Memory.class.getName());
        }
        SparkSession spark = builder.getOrCreate();
        spark.sparkContext().setLogLevel("OFF");
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            ObjectNode answer = json.createObjectNode();
            try {
                judge(spark, json.readTree(line), answer);
            } catch (Throwable error) {
                answer.removeAll();
                answer.put("error", String.valueOf(error.getMessage()));
            }
            out.println(json.writeValueAsString(answer));
        }
        spark.stop();
    }

    private static void judge(SparkSession spark, JsonNode request, ObjectNode answer)
            throws Exception {
        LogicalPlan parsed = spark.sessionState().sqlParser().parsePlan(request.get("sql").asText());
        if (!request.get("analyze").asBoolean()) {
            return;
        }
        TABLES.clear();
        FUNCTIONS.clear();
        READ.clear();
        for (Iterator<Map.Entry<String, JsonNode>> all = request.get("tables").fields();
                all.hasNext(); ) {
            Map.Entry<String, JsonNode> table = all.next();
            TABLES.put(table.getKey(), StructType.fromDDL(table.getValue().asText()));
        }
        request.get("functions").forEach(name -> FUNCTIONS.add(name.asText()));
        var catalogs = spark.sessionState().catalogManager();
        catalogs.setCurrentCatalog(request.get("catalog").asText());
        catalogs.setCurrentNamespace(new String[] {request.get("schema").asText()});
        LogicalPlan plan =
                spark.sessionState().executePlan(parsed, CommandExecutionMode.SKIP()).analyzed();
        answer.put("plan", normal(plan.toString()));
        var read = answer.putArray("read");
        READ.forEach(read::add);
    }

    /** Counts numbers in the order of the text, and leaves out names that only print the text. */
    private static String normal(String plan) {
        String unnamed =
                plan.replaceAll("SubqueryAlias [^\\n]*", "SubqueryAlias")
                        .replaceAll("(RelationV2\\[[^\\]]*\\])[^\\n]*", "$1")
                        .replaceAll("row_number\\(\\) OVER [^\\n]*? CURRENT ROW\\)", "row_number()");
        Map<String, Integer> numbers = new HashMap<>();
        return Pattern.compile("(?:#|CTERelationDef |CTERelationRef )(\\d+)")
                .matcher(unnamed)
                .replaceAll(
                        found -> {
                            String number = found.group().replace("Def", "Ref");
                            return "#" + numbers.computeIfAbsent(number, k -> numbers.size());
                        });
    }

    /** A catalog that holds what the request says. */
    public static final class Memory implements TableCatalog, FunctionCatalog {
        private String name;

        @Override
        public void initialize(String name, CaseInsensitiveStringMap options) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        private String full(Identifier object) {
            return (name + "." + String.join(".", object.namespace()) + "." + object.name())
                    .toLowerCase();
        }

        @Override
        public Table loadTable(Identifier object) throws NoSuchTableException {
            String full = full(object);
            StructType columns = TABLES.get(full);
            if (columns == null) {
                throw new NoSuchTableException(object);
            }
            READ.add(full);
            return new Table() {
                @Override
                public String name() {
                    return full;
                }

                @Override
                public StructType schema() {
                    return columns;
                }

                @Override
                public Set<TableCapability> capabilities() {
                    return Set.of(TableCapability.BATCH_READ, TableCapability.MICRO_BATCH_READ);
                }
            };
        }

        @Override
        public Table loadTable(Identifier object, String version) throws NoSuchTableException {
            return loadTable(object);
        }

        @Override
        public Table loadTable(Identifier object, long timestamp) throws NoSuchTableException {
            return loadTable(object);
        }

        @Override
        public UnboundFunction loadFunction(Identifier object) throws NoSuchFunctionException {
            String full = full(object);
            if (!FUNCTIONS.contains(full)) {
                throw new NoSuchFunctionException(object);
            }
            READ.add(full + "()");
            return new Any();
        }

        @Override
        public Identifier[] listTables(String[] namespace) {
            return new Identifier[0];
        }

        @Override
        public Identifier[] listFunctions(String[] namespace) {
            return new Identifier[0];
        }

        @Override
        public Table createTable(
                Identifier object, StructType schema, Transform[] parts, Map<String, String> with) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Table alterTable(Identifier object, TableChange... changes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean dropTable(Identifier object) {
            return false;
        }

        @Override
        public void renameTable(Identifier from, Identifier to) {
            throw new UnsupportedOperationException();
        }
    }

    /** A function of one integer. */
    public static final class Any implements UnboundFunction, ScalarFunction<Integer> {
        @Override
        public String toString() {
            return name();
        }

        @Override
        public BoundFunction bind(StructType input) {
            return this;
        }

        @Override
        public String description() {
            return name();
        }

        @Override
        public String name() {
            return "f";
        }

        @Override
        public DataType[] inputTypes() {
            return new DataType[] {DataTypes.IntegerType};
        }

        @Override
        public DataType resultType() {
            return DataTypes.IntegerType;
        }

        @Override
        public Integer produceResult(InternalRow row) {
            return row.getInt(0);
        }
    }
}
