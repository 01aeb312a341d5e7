"""Two locks that expenses take in the order their description ends with: in opposite order, a deadlock."""

CROSSING = """
CREATE TABLE crossing (place integer PRIMARY KEY, passed integer DEFAULT 0);
INSERT INTO crossing VALUES (1), (2);
CREATE SEQUENCE crossings_tried;
CREATE FUNCTION cross_over() RETURNS trigger LANGUAGE plpgsql AS
    $$ DECLARE last integer := right(NEW.description, 1); BEGIN
        PERFORM nextval('crossings_tried');
        UPDATE crossing SET passed = passed + 1 WHERE place = 3 - last;
        PERFORM pg_sleep(0.5);
        UPDATE crossing SET passed = passed + 1 WHERE place = last;
        RETURN NEW;
    END $$;
CREATE TRIGGER cross_over BEFORE INSERT ON finance_expense FOR EACH ROW EXECUTE FUNCTION cross_over();
"""
NO_CROSSING = """
DROP FUNCTION IF EXISTS cross_over CASCADE;
DROP TABLE IF EXISTS crossing;
DROP SEQUENCE IF EXISTS crossings_tried;
"""
